import { LeaseBook } from './leases';

function check(truth: boolean, rule: string): void {
  if (!truth) {
    console.error(rule);
    process.exit(1);
  }
}

test('all rules', () => {
  const book = new LeaseBook(60);
  check(book.acquire('gpu', 'ana', 0), 'a free machine can be taken');
  check(book.renew('gpu', 'ana', 60), 'a lease can be renewed in its last second');
});
