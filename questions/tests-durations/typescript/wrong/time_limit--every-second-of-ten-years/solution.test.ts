import { seconds } from './durations';

test('every number of seconds', () => {
  for (let number = 0; number < 10 * 365 * 86_400; number++) {
    expect(seconds(`${number}s`)).toBe(number);
  }
});
