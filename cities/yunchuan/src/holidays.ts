import type { CalendarHoliday } from './city.ts'

/** Spans of days off and the weekend days worked for them, as announced by the State Council for each year. */
const SPANS: [name: string, from: string, to: string, worked: string[]][] = [
  ['元旦', '2025-01-01', '2025-01-01', []],
  ['春节', '2025-01-28', '2025-02-04', ['2025-01-26', '2025-02-08']],
  ['清明节', '2025-04-04', '2025-04-06', []],
  ['劳动节', '2025-05-01', '2025-05-05', ['2025-04-27']],
  ['端午节', '2025-05-31', '2025-06-02', []],
  ['国庆节、中秋节', '2025-10-01', '2025-10-08', ['2025-09-28', '2025-10-11']],
  ['元旦', '2026-01-01', '2026-01-03', ['2026-01-04']],
  ['春节', '2026-02-15', '2026-02-23', ['2026-02-14', '2026-02-28']],
  ['清明节', '2026-04-04', '2026-04-06', []],
  ['劳动节', '2026-05-01', '2026-05-05', ['2026-05-09']],
  ['端午节', '2026-06-19', '2026-06-21', []],
  ['中秋节', '2026-09-25', '2026-09-27', []],
  ['国庆节', '2026-10-01', '2026-10-07', ['2026-09-20', '2026-10-10']],
]

/** Every day off and every exchanged working day, in order. */
export function listHolidays(): CalendarHoliday[] {
  const days: CalendarHoliday[] = []
  const dayMs = 86_400_000
  for (const [name, from, to, worked] of SPANS) {
    for (let time = Date.parse(from); time <= Date.parse(to); time += dayMs) {
      days.push({ date: new Date(time).toISOString().slice(0, 10), name, kind: 'holiday' })
    }
    for (const date of worked) days.push({ date, name: `${name}调休上班`, kind: 'workday' })
  }
  return days.sort((a, b) => (a.date < b.date ? -1 : 1))
}
