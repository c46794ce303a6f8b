import type { PageName } from './nav.ts'

/** One line drawing for each page, 24 × 24. */
export const navIcons: Record<PageName, string> = {
  overview: 'M4 4h7v7H4zM13 4h7v4h-7zM13 10h7v10h-7zM4 13h7v7H4z',
  events: 'M12 3l9.5 17h-19zM12 10v5M12 17.5v.5',
  cases: 'M4 7h16v13H4zM9 7V4h6v3M8 13l3 3 5-6',
  supervision: 'M12 3v10M12 17v.5M4 20h16M5 8l7-5 7 5',
  duties: 'M4 4h16v16H4zM4 9h16M9 4v16M13 13h4M13 16h4',
  appraisal: 'M5 20v-6M10 20V9M15 20v-9M20 20V5M3 20h18',
  robots: 'M6 9h12v10H6zM12 9V5M12 4v.1M9.5 13v1.5M14.5 13v1.5M3 13v3M21 13v3',
  calendars: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4M8 14h3M13 14h3',
  devices: 'M12 13v8M8 21h8M9.5 10.5a3.5 3.5 0 0 1 5 0M7 8a7 7 0 0 1 10 0M4.5 5.5a10.5 10.5 0 0 1 15 0',
  commands: 'M4 5h16v14H4zM8 9l3 3-3 3M13 15h4',
  insight: 'M4 19V5M4 19h16M7 15l4-5 3 3 6-8',
  rules: 'M5 4v6a4 4 0 0 0 4 4h6M15 10l4 4-4 4M5 20v-4',
  models: 'M12 3l8 4.5v9L12 21l-8-4.5v-9zM12 12l8-4.5M12 12v9M12 12L4 7.5',
  tracks: 'M6 20a2 2 0 1 0 0-.1zM18 4a2 2 0 1 0 0 .1zM8 20h7a4 4 0 0 0 0-8H9a4 4 0 0 1 0-8h7',
  admission: 'M12 3l8 3v6c0 4.5-3.5 7.5-8 9-4.5-1.5-8-4.5-8-9V6zM9 12l2 2 4-4',
  siting: 'M12 21c4-5 6-8 6-11a6 6 0 1 0-12 0c0 3 2 6 6 11zM12 8v5M9.5 10.5h5',
  oids: 'M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2v2h-2zM18 18h2v2h-2z',
  conformance: 'M6 3h9l4 4v14H6zM9 13l2.5 2.5L16 11',
  history:
    'M5 6c0-1.7 3.1-3 7-3s7 1.3 7 3-3.1 3-7 3-7-1.3-7-3zM5 6v12c0 1.7 3.1 3 7 3s7-1.3 7-3V6M5 12c0 1.7 3.1 3 7 3s7-1.3 7-3',
  credentials: 'M8 14a4 4 0 1 1 3.5-2.1L20 20.5V22h-3v-3h-2.5l-4.4-5.6',
  terminals: 'M7 3h10v18H7zM11 18h2M3 8h2M3 12h2M19 8h2M19 12h2',
  health: 'M3 12h4l3-7 4 14 3-7h4',
  protocols: 'M9 3v6M15 3v6M6 9h12v3a6 6 0 0 1-12 0zM12 18v3',
  ingest: 'M4 14v6h16v-6M12 3v11M8 10l4 4 4-4',
  entities: 'M4 21V9l6-5 6 5v12zM16 13h4v8h-4M8 13h4M8 17h4',
  subscriptions: 'M6 16V11a6 6 0 1 1 12 0v5l2 2H4zM10 20.5h4',
  indicators: 'M4 20V4M4 20h16M8 16l4-5 3 3 5-7',
  users:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-4 2.5-6 6-6s6 2 6 6M16 4.5a3.5 3.5 0 0 1 0 6M18 14c2 .8 3 3 3 6',
  organisations: 'M9 3h6v5H9zM3 16h6v5H3zM15 16h6v5h-6zM12 8v4M6 16v-4h12v4',
  audit: 'M5 3h14v18H5zM8 8h8M8 12h8M8 16h5',
  platform: 'M4 4h16v6H4zM4 14h16v6H4zM7 7h2M7 17h2',
  trace: 'M6 6a2 2 0 1 0 0-.1zM18 12a2 2 0 1 0 0-.1zM6 18a2 2 0 1 0 0-.1zM8 6.5l8 4.5M8 17.5l8-4.5',
}
