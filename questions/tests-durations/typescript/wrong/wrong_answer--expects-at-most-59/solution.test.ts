import { seconds } from './durations';

test('minutes and hours', () => {
  expect(seconds('1h30m')).toBe(5400);
});

test('more than 59 minutes are refused', () => {
  expect(() => seconds('90m')).toThrow();
});
