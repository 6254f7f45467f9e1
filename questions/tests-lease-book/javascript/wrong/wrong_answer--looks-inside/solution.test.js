import { LeaseBook } from './leases';

test('acquire stores owner and end', () => {
  const book = new LeaseBook(60);
  book.acquire('gpu', 'ana', 100);
  expect(book.leases.get('gpu')).toEqual({ owner: 'ana', end: 160 });
});
