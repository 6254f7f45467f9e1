export interface Parcel {
  zone: string;
  grams: number;
  sides: [number, number, number];
  express: boolean;
  value: number;
}

/**
 * Work out what each parcel costs.
 *
 * @param parcels list of { zone, grams, sides, express, value }
 * @returns the price of each in cents; throws an Error for what cannot be sent
 */
export function quotes(parcels: Parcel[]): number[] {
  const prices: number[] = [];
  for (const p of parcels) {
    if (p.grams > 0) {
      const [a, b, c] = p.sides;
      if (p.zone === 'home') {
        let g = p.grams;
        if (Math.floor((a * b * c) / 5) > g) {
          g = Math.floor((a * b * c) / 5);
        }
        if (g <= 30000) {
          let price;
          if (!p.express && p.value === 0 && g <= 1000) {
            price = 300;
          } else {
            price = 400;
            if (g > 1000) {
              price = price + Math.floor((g - 1000 + 499) / 500) * 60;
            }
            if (p.express) {
              price = price + Math.floor((price * 50) / 100);
            }
            if (p.value > 0) {
              price = price + Math.floor((p.value + 9999) / 10000) * 90;
            }
          }
          price = Math.floor((price + 9) / 10) * 10;
          prices.push(price);
        } else {
          throw new Error('too heavy');
        }
      } else if (p.zone === 'eu') {
        let g = p.grams;
        if (Math.floor((a * b * c) / 5) > g) {
          g = Math.floor((a * b * c) / 5);
        }
        if (g <= 30000) {
          let price = 900;
          if (g > 500) {
            price = price + Math.floor((g - 500 + 499) / 500) * 120;
          }
          if (p.express) {
            price = price + Math.floor((price * 80) / 100);
          }
          if (p.value > 0) {
            price = price + Math.floor((p.value + 9999) / 10000) * 150;
          }
          price = Math.floor((price + 9) / 10) * 10;
          prices.push(price);
        } else {
          throw new Error('too heavy');
        }
      } else if (p.zone === 'freight') {
        const g = p.grams;
        if (!p.express) {
          let price = 5000;
          if (g > 100000) {
            price = price + Math.floor((g - 100000 + 99999) / 100000) * 2500;
          }
          if (p.value > 0) {
            price = price + Math.floor((p.value + 9999) / 10000) * 42;
          }
          prices.push(price);
        } else {
          throw new Error('no express');
        }
      } else {
        throw new Error('unknown zone');
      }
    } else {
      throw new Error('no weight');
    }
  }
  return prices;
}
