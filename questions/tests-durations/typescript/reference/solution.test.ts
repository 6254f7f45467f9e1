import { seconds } from './durations';

test.each([
  ['7s', 7],
  ['5m', 300],
  ['2h', 7200],
  ['1d', 86400],
  ['1h30m', 5400],
  ['1d2h3m4s', 93784],
  ['1h5s', 3605],
  ['90m', 5400],
  ['600s', 600],
  ['0s', 0],
  [' 2d ', 172800],
  ['\t3m\n', 180],
])('%j is the sum of its parts', (text, expected) => {
  expect(seconds(text)).toBe(expected);
});

test.each(['', '  ', '5', '1h30', 'h', '1hm', '5m1h', '1m1m', '1H', '5x', '-5m', '1.5h', '1h 30m'])(
  '%j is refused',
  (text) => {
    expect(() => seconds(text)).toThrow();
  },
);

// interviewlm-canary-710182e017
