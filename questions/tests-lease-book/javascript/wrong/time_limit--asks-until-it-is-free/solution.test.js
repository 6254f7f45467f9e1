import { LeaseBook } from './leases';

test('a lease ends', () => {
  const book = new LeaseBook(60);
  book.acquire('gpu', 'ana', 0);
  while (book.holder('gpu', 59) !== '') {
    // Somebody still has it.
  }
  expect(book.acquire('gpu', 'ben', 60)).toBe(true);
});
