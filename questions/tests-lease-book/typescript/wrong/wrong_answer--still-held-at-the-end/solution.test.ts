import { LeaseBook } from './leases';

test('a lease lasts sixty seconds', () => {
  const book = new LeaseBook(60);
  book.acquire('gpu', 'ana', 0);
  expect(book.holder('gpu', 60)).toBe('ana');
  expect(book.holder('gpu', 61)).toBe('');
});
