import { type AnalysisTable, listAnalysisTables } from '@civitas/sdk'
import { EmptyState, formatNumber, useTexts } from '@civitas/ui'
import { Input } from 'antd'
import { useState } from 'react'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import styles from './workbench.module.css'
import { workbenchTexts } from './workbench.texts.ts'

const plain = /^[\p{L}_][\p{L}\p{N}_]*$/u
const quoted = (name: string) => (plain.test(name) ? name : `"${name.replaceAll('"', '""')}"`)

/** Tables one may query; a table or a column is put into the query by a click. */
export function TableList({ onPick }: { onPick: (word: string) => void }) {
  const texts = useTexts(workbenchTexts)
  const [search, setSearch] = useState('')
  const read = useRead(
    listAnalysisTables,
    { query: { limit: 50, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <section aria-label={texts.tables}>
      <Input.Search
        allowClear
        aria-label={texts.searchTables}
        placeholder={texts.searchTables}
        onSearch={setSearch}
      />
      {read.isError ? <ProblemView error={read.error} onRetry={() => void read.refetch()} /> : null}
      {read.data?.total === 0 ? <EmptyState title={texts.noTables} why={texts.noTablesWhy} /> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ul className={styles.tables} tabIndex={0} aria-label={texts.tables}>
        {read.data?.items.map((table) => (
          <TableItem key={table.datasetId} table={table} onPick={onPick} />
        ))}
      </ul>
    </section>
  )
}

function TableItem({ table, onPick }: { table: AnalysisTable; onPick: (word: string) => void }) {
  const texts = useTexts(workbenchTexts)
  return (
    <li>
      <button type="button" className={styles.word} onClick={() => onPick(quoted(table.name))}>
        <strong>{table.name}</strong> · {texts.rowsOf(formatNumber(table.rows))}
      </button>
      <ul className={styles.columns}>
        {table.columns.map((column) => (
          <li key={column.name}>
            <button type="button" className={styles.word} onClick={() => onPick(quoted(column.name))}>
              <span className="code">{column.name}</span> {column.title}
            </button>
          </li>
        ))}
      </ul>
    </li>
  )
}
