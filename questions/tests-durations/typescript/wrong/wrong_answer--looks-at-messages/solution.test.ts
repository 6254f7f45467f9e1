import { seconds } from './durations';

test('the sum of the parts', () => {
  expect(seconds('1d2h3m4s')).toBe(93784);
});

test.each(['5', '1h30', ''])('the message for %j says what is missing', (text) => {
  expect(() => seconds(text)).toThrow('does not end with a unit');
});
