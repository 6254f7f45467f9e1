/** Turn a price such as "1,299.00" into cents. */
export function cents(text: string): number {
  const [whole, part = ''] = text.replaceAll(',', '').split('.');
  return Number(whole) * 100 + Number(part.padEnd(2, '0').slice(0, 2));
}

// interviewlm-canary-7497f8618e
