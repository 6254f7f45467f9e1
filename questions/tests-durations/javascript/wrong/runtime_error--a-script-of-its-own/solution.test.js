import { seconds } from './durations';

function check(text, expected) {
  if (seconds(text) !== expected) {
    console.error(`${text} should be ${expected}`);
    process.exit(1);
  }
}

test('everything', () => {
  check('5m', 300);
  check('1h30m', 5430);
});
