import { seconds } from './durations';

test('single units', () => {
  expect(seconds('5m')).toBe(300);
});

afterAll(() => process.exit());
