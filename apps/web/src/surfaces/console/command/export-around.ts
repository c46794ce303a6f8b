import type { AroundReport } from '@civitas/sdk'
import { saveFile } from '../../../lib/save-file.ts'

interface Words {
  listName: string
  kindColumn: string
  nameColumn: string
  distanceColumn: string
  lonColumn: string
  latColumn: string
  people: string
}

type Pick = (text: { zh: string; en: string }) => string

/** The list of what lies around as CSV that a spreadsheet program opens; the mark at its start keeps Chinese readable there. */
export function exportAround(report: AroundReport, words: Words, pick: Pick): void {
  const text = `\uFEFF${aroundLines(report, words, pick).join('\r\n')}`
  saveFile(new Blob([text], { type: 'text/csv' }), `${words.listName}.csv`)
}

/** One line for each object, after the population with its source. */
export function aroundLines(report: AroundReport, words: Words, pick: Pick): string[] {
  const head = [words.kindColumn, words.nameColumn, words.distanceColumn, words.lonColumn, words.latColumn]
  const people = [words.people, report.population.source, String(report.population.value), '', '']
  const rows = report.groups.flatMap((group) =>
    group.items.map((one) => [
      ...[pick(group.title), one.name, String(one.distanceM)],
      ...one.position.map((each) => each.toFixed(6)),
    ]),
  )
  return [head, people, ...rows].map((row) => row.map(quoted).join(','))
}

/** A cell as CSV writes it; one that a spreadsheet program would compute is made text. */
function quoted(cell: string): string {
  const safe = /^[=+@]/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
