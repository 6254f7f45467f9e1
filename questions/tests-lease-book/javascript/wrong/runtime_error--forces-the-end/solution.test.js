import { LeaseBook } from './leases';

test('a free machine can be taken', () => {
  expect(new LeaseBook(60).acquire('gpu', 'ana', 100)).toBe(true);
});

afterAll(() => process.exit());
