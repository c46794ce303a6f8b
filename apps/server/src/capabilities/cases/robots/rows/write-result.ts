import type { RobotBatch, RobotRow } from '@civitas/contract'
import { toCsv } from '../../../../kernel/csv.ts'

const states: Record<RobotRow['state'], string> = {
  waiting: '等待',
  done: '已办理',
  skipped: '略过',
  known: '此前已办理',
  left: '转人工',
  'by-hand': '人工办理',
}

/** The file with what became of each line, for a spreadsheet. */
export function writeResult(batch: RobotBatch, rows: readonly RobotRow[]): Uint8Array {
  const { headings } = batch
  const lines = [
    ['行号', ...headings, '处理结果', '适用规则', '处理说明', '形成编号', '处理时间'],
    ...rows.map((row) => [
      String(row.number),
      ...headings.map((heading) => row.cells[heading] ?? ''),
      ...[
        states[row.state],
        String(row.rule ?? ''),
        row.reason,
        row.subject?.reference ?? '',
        row.time ?? '',
      ],
    ]),
    [],
    [`机器人“${batch.robotName}”第 ${batch.version} 版`, batch.fileName, `SM3 ${batch.sm3}`],
  ]
  return Buffer.from(toCsv(lines))
}
