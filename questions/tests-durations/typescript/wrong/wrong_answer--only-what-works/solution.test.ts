import { seconds } from './durations';

test('single units', () => {
  expect(seconds('7s')).toBe(7);
  expect(seconds('5m')).toBe(300);
  expect(seconds('2h')).toBe(7200);
  expect(seconds('1d')).toBe(86400);
});

test('several units', () => {
  expect(seconds('1h30m')).toBe(5400);
  expect(seconds('1d2h3m4s')).toBe(93784);
});

test('spaces and large numbers', () => {
  expect(seconds(' 90m ')).toBe(5400);
});
