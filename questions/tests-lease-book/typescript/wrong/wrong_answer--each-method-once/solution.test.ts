import { LeaseBook } from './leases';

test('acquire', () => {
  const book = new LeaseBook(60);
  expect(book.acquire('gpu', 'ana', 0)).toBe(true);
  expect(book.acquire('gpu', 'ben', 10)).toBe(false);
  expect(book.holder('gpu', 10)).toBe('ana');
});

test('renew', () => {
  const book = new LeaseBook(60);
  book.acquire('gpu', 'ana', 0);
  expect(book.renew('gpu', 'ana', 30)).toBe(true);
});

test('release', () => {
  const book = new LeaseBook(60);
  book.acquire('gpu', 'ana', 0);
  book.release('gpu', 'ana');
  expect(book.holder('gpu', 10)).toBe('');
});
