import { LeaseBook } from './leases';

test('a free machine can be taken', () => {
  const book = new LeaseBook(60);
  expect(book.acquire('gpu', 'ana', 100)).toBe(true);
  expect(book.holder('gpu', 100)).toBe('ana');
});
