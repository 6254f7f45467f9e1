/** What differs from zone to zone: cents, grams, percent. */

const TARIFFS = {
  home: { base: 400, included: 1000, step: 500, perStep: 60, insurance: 90, express: 50, isParcel: true },
  eu: { base: 900, included: 500, step: 500, perStep: 120, insurance: 150, express: 80, isParcel: true },
  freight: { base: 5000, included: 100_000, step: 100_000, perStep: 2500, insurance: 42, express: 0, isParcel: false },
};
const HEAVIEST_PARCEL = 30_000;
const INSURANCE_STEP = 10_000;
const LETTER = 300;
const HEAVIEST_LETTER = 1000;

/** Work out what each parcel costs. */
export function quotes(parcels) {
  return parcels.map(quote);
}

function quote(parcel) {
  if (parcel.grams <= 0) {
    throw new Error('no weight');
  }
  const tariff = TARIFFS[parcel.zone];
  if (tariff === undefined) {
    throw new Error('unknown zone');
  }
  return tariff.isParcel ? roundedUp(parcelPrice(parcel, tariff)) : freightPrice(parcel, tariff);
}

function freightPrice(parcel, tariff) {
  if (parcel.express) {
    throw new Error('no express');
  }
  return priceOf(parcel, parcel.grams, tariff);
}

function parcelPrice(parcel, tariff) {
  const [a, b, c] = parcel.sides;
  const grams = Math.max(parcel.grams, Math.floor((a * b * c) / 5));
  if (grams > HEAVIEST_PARCEL) {
    throw new Error('too heavy');
  }
  return isLetter(parcel, grams) ? LETTER : priceOf(parcel, grams, tariff);
}

function isLetter(parcel, grams) {
  const plain = !parcel.express && parcel.value === 0;
  return plain && parcel.zone === 'home' && grams <= HEAVIEST_LETTER;
}

function priceOf(parcel, grams, tariff) {
  let price = tariff.base + started(Math.max(0, grams - tariff.included), tariff.step) * tariff.perStep;
  if (parcel.express) {
    price += Math.floor((price * tariff.express) / 100);
  }
  return price + started(parcel.value, INSURANCE_STEP) * tariff.insurance;
}

function started(amount, step) {
  return Math.ceil(amount / step);
}

function roundedUp(price) {
  return Math.ceil(price / 10) * 10;
}

// interviewlm-canary-652615243a
