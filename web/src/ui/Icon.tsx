const PATHS = {
  play: 'M5 3.5v9l7.5-4.5z',
  check: 'M3 8.5l3.2 3.2L13 4.8',
  cross: 'M4 4l8 8M12 4l-8 8',
  close: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
  warn: 'M8 2.8l6 10.4H2zM8 6.8v3M8 11.6v.1',
  info: 'M8 14A6 6 0 108 2a6 6 0 000 12zM8 7.3v3.6M8 5v.1',
  lock: 'M4.5 7.5h7v5.5h-7zM5.8 7.5V5.3a2.2 2.2 0 014.4 0v2.2',
  clock: 'M8 14A6 6 0 108 2a6 6 0 000 12zM8 4.8V8l2.2 1.6',
  file: 'M4.5 2.5h4.2l2.8 2.8v8.2h-7zM8.5 2.5v3h3',
  folder: 'M2.5 4.5h4l1.2 1.5h5.8v6.5h-11z',
  plus: 'M8 3.5v9M3.5 8h9',
  chat: 'M2.8 3.5h10.4v7.2H7.6L4.8 13v-2.3h-2z',
  terminal: 'M2.5 3.5h11v9h-11zM4.8 6l1.9 1.8-1.9 1.8M8.2 9.8h2.6',
  list: 'M5.5 4.5h8M5.5 8h8M5.5 11.5h8M2.6 4.5h.1M2.6 8h.1M2.6 11.5h.1',
  code: 'M5.5 5L2.5 8l3 3M10.5 5l3 3-3 3',
  bulb: 'M6 11.2C4.8 10.4 4 9.2 4 7.6a4 4 0 118 0c0 1.6-.8 2.8-2 3.6v1.3H6zM6.6 14.3h2.8',
  sun: 'M8 10.8A2.8 2.8 0 108 5.2a2.8 2.8 0 000 5.6zM8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M12.4 3.6l-1 1M4.6 11.4l-1 1',
  moon: 'M12.8 9.6A5.3 5.3 0 016.4 3.2a5.3 5.3 0 106.4 6.4z',
  screen: 'M2.5 3.5h11v7.5h-11zM6 13.2h4',
  person: 'M8 8a2.6 2.6 0 100-5.2A2.6 2.6 0 008 8zM3.2 13.4c.6-2.4 2.4-3.6 4.8-3.6s4.2 1.2 4.8 3.6',
  spark: 'M8 2.2l1.3 4.5L13.8 8l-4.5 1.3L8 13.8l-1.3-4.5L2.2 8l4.5-1.3z',
  stop: 'M4.5 4.5h7v7h-7z',
  pause: 'M5.5 4v8M10.5 4v8',
  arrow: 'M3.5 8h9M9 4.5L12.5 8 9 11.5',
  chevron: 'M6 4l4 4-4 4',
  back: 'M10 4L6 8l4 4',
  wait: 'M8 2.5a5.5 5.5 0 105.5 5.5',
} as const

export type IconName = keyof typeof PATHS

/** A 16 px line drawing; it never carries a meaning that no word carries. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: 'none' }}
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
