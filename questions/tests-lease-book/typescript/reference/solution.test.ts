import { LeaseBook } from './leases';

let book: LeaseBook;

beforeEach(() => {
  book = new LeaseBook(60);
  book.acquire('gpu', 'ana', 100);
});

test('a lease ends exactly after its length', () => {
  expect(book.holder('gpu', 159)).toBe('ana');
  expect(book.holder('gpu', 160)).toBe('');
});

test('nobody else takes a held name', () => {
  expect(book.acquire('gpu', 'ben', 159)).toBe(false);
  expect(book.holder('gpu', 159)).toBe('ana');
});

test('anybody takes it after the end', () => {
  expect(book.acquire('gpu', 'ben', 160)).toBe(true);
  expect(book.holder('gpu', 219)).toBe('ben');
});

test('taking it again begins anew', () => {
  expect(book.acquire('gpu', 'ana', 130)).toBe(true);
  expect(book.holder('gpu', 189)).toBe('ana');
  expect(book.holder('gpu', 190)).toBe('');
});

test('renewing begins anew', () => {
  expect(book.renew('gpu', 'ana', 150)).toBe(true);
  expect(book.holder('gpu', 209)).toBe('ana');
  expect(book.holder('gpu', 210)).toBe('');
});

test('only the holder renews', () => {
  expect(book.renew('gpu', 'ben', 110)).toBe(false);
  expect(book.holder('gpu', 110)).toBe('ana');
});

test('nothing is renewed after the end', () => {
  expect(book.renew('gpu', 'ana', 160)).toBe(false);
  expect(book.holder('gpu', 161)).toBe('');
});

test('nothing is renewed that was never held', () => {
  expect(book.renew('tpu', 'ana', 110)).toBe(false);
  expect(book.holder('tpu', 110)).toBe('');
});

test('a released name is free', () => {
  book.release('gpu', 'ana');
  expect(book.holder('gpu', 110)).toBe('');
  expect(book.acquire('gpu', 'ben', 110)).toBe(true);
});

test('strangers release nothing', () => {
  book.release('gpu', 'ben');
  book.release('tpu', 'ben');
  expect(book.holder('gpu', 110)).toBe('ana');
});

test('one owner holds several names', () => {
  expect(book.acquire('tpu', 'ana', 110)).toBe(true);
  expect(book.holder('gpu', 110)).toBe('ana');
  expect(book.holder('tpu', 110)).toBe('ana');
});

test.each([0, -5])('a length of %d is refused', (seconds) => {
  expect(() => new LeaseBook(seconds)).toThrow();
});

test('one second is enough', () => {
  const short = new LeaseBook(1);
  expect(short.acquire('gpu', 'ana', 0)).toBe(true);
  expect(short.holder('gpu', 1)).toBe('');
});

// interviewlm-canary-cf5f573c3d
