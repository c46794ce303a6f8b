import type { IncidentEntry, Review } from '@civitas/sdk'
import { formatTime } from '@civitas/ui'

/** Words the report is written with. */
interface ReportWords {
  reportOf: string
  toLevel: string
  toPlan: string
  toEnd: string
  onTime: string
  late: string
  unanswered: string
  cost: string
  tasks: string
  owner: string
  planned: string
  actual: string
  gap: string
  lessons: string
  improvement: string
  timeline: string
  confirmed: string
  min: string
}

/** Saves the review as one document that any browser or word processor opens: figures, tasks, lessons, timeline. */
export function exportReview(review: Review, log: readonly IncidentEntry[], words: ReportWords): void {
  const blob = new Blob([writeReport(review, log, words)], { type: 'text/html;charset=utf-8' })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = `${review.incident.reference}-review.html`
  link.click()
  URL.revokeObjectURL(link.href)
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

function table(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const cells = (tag: string, row: readonly (string | number | null)[]) =>
    `<tr>${row.map((one) => `<${tag}>${escapeHtml(String(one ?? '—'))}</${tag}>`).join('')}</tr>`
  return `<table border="1" cellspacing="0" cellpadding="4">${cells('th', head)}${rows.map((row) => cells('td', row)).join('')}</table>`
}

/** The report as HTML, complete in itself. */
function writeReport(review: Review, log: readonly IncidentEntry[], words: ReportWords): string {
  const { incident } = review
  const title = `${words.reportOf}：${incident.title}`
  const figures = [
    [words.toLevel, review.minutesToLevel],
    [words.toPlan, review.minutesToPlan],
    [words.toEnd, review.minutesToEnd],
    [words.onTime, review.onTime],
    [words.late, review.late],
    [words.unanswered, review.unanswered],
    [words.cost, review.resourceCost],
  ] as const
  const steps = review.steps.map((one) => [
    one.title,
    one.owner,
    one.plannedMinutes,
    one.actualMinutes,
    one.gap,
  ])
  return [
    `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title></head><body>`,
    `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(incident.reference)}${
      review.confirmedBy ? ` · ${words.confirmed}：${escapeHtml(review.confirmedBy)}` : ''
    }</p>`,
    table([words.reportOf, words.min], figures),
    `<h2>${words.tasks}</h2>`,
    table([words.tasks, words.owner, words.planned, words.actual, words.gap], steps),
    `<h2>${words.lessons}</h2><p>${escapeHtml(review.lessons)}</p>`,
    ...review.improvements.map(
      (one) => `<p>${words.improvement}：${escapeHtml(`${one.text}（${one.owner}，${one.dueDate}）`)}</p>`,
    ),
    `<h2>${words.timeline}</h2>`,
    table(
      ['', '', ''],
      log.map((one) => [formatTime(one.time), one.byName, one.text]),
    ),
    '</body></html>',
  ].join('\n')
}
