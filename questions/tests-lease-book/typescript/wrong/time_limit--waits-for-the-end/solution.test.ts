import { LeaseBook } from './leases';

test('a lease ends', async () => {
  const book = new LeaseBook(60);
  book.acquire('gpu', 'ana', Math.floor(Date.now() / 1000));
  await new Promise((resolve) => setTimeout(resolve, 61_000));
  expect(book.holder('gpu', Math.floor(Date.now() / 1000))).toBe('');
}, 90_000);
