import type { Page } from '@civitas/sdk'
import { EmptyState, formatNumber, formatTotal, useLocale, useTexts } from '@civitas/ui'
import { Button, Pagination, Table, type TableColumnsType } from 'antd'
import { type ReactNode, type RefObject, useEffect } from 'react'
import { useNavigate } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { useDensity } from '../shell/density.ts'
import styles from './list.module.css'
import { rememberList } from './list-memory.ts'
import { pageSizes } from './list-query.ts'
import { useListKeys } from './use-list-keys.ts'
import type { ListState } from './use-list-query.ts'

interface ListRead<T> {
  data?: Page<T>
  error: Error | null
  isPending: boolean
  isPlaceholderData?: boolean
  refetch: () => unknown
}

interface ListTableProps<T extends object> {
  read: ListRead<T>
  query: ListState
  columns: TableColumnsType<T>
  rowKey: (row: T) => string
  /** Address of a row’s page. */
  to?: (row: T) => string
  /** What opening a row does when it has no page of its own. */
  onOpen?: (row: T) => void
  searchBox: RefObject<HTMLElement | null>
  label: string
  /** Rows that came since the list was read. */
  fresh?: { waiting: number; show: () => void }
  empty: { title: string; why: string; act?: ReactNode }
  /** Rows ticked for a bulk act. */
  ticked?: { keys: string[]; set: (keys: string[]) => void }
}

/** A page of a list from the server, with keys, states and paging. */
export function ListTable<T extends object>(props: ListTableProps<T>) {
  const { read, query, fresh } = props
  const texts = useTexts(consoleTexts)
  const locale = useLocale()
  const navigate = useNavigate()
  const density = useDensity()
  const rows = read.data?.items ?? []
  const open = (row: T) => {
    if (props.to) {
      rememberList()
      navigate(props.to(row))
    } else props.onOpen?.(row)
  }
  const [marked, setMarked] = useListKeys({
    rows: rows.length,
    search: props.searchBox,
    onOpen: (index) => rows[index] && open(rows[index]),
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page of the list has no marked row
  useEffect(() => setMarked(-1), [query.offset, query.search])
  if (read.error && !read.data) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  return (
    <section className={styles.table} aria-label={props.label}>
      {fresh && fresh.waiting > 0 ? (
        <button type="button" className={styles.fresh} onClick={fresh.show} aria-live="polite">
          {texts.fresh(formatNumber(fresh.waiting))}
        </button>
      ) : null}
      <Table<T>
        size={density === 'compact' ? 'small' : 'middle'}
        columns={props.columns}
        dataSource={rows}
        rowKey={props.rowKey}
        loading={read.isPending || read.isPlaceholderData}
        pagination={false}
        rowSelection={
          props.ticked && {
            selectedRowKeys: props.ticked.keys,
            onChange: (keys) => props.ticked?.set(keys.map(String)),
          }
        }
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: read.isPending ? ' ' : <EmptyList {...props} /> }}
        rowClassName={(_, index) => (index === marked ? (styles.marked ?? '') : '')}
        onRow={(row) => ({
          onClick: (event) => {
            const isOther =
              event.target instanceof HTMLElement &&
              event.target.closest('a,button,input,label,.ant-table-selection-column')
            if (!isOther) open(row)
          },
        })}
      />
      <div className={styles.pages}>
        <Pagination
          size="small"
          align="end"
          current={query.page}
          pageSize={query.size}
          total={read.data?.total ?? 0}
          pageSizeOptions={[...pageSizes]}
          showSizeChanger
          showQuickJumper={(read.data?.total ?? 0) > query.size * 10}
          showTotal={() => texts.total(formatTotal(read.data ?? { total: 0 }, locale))}
          onChange={(page, size) => query.set({ page: size === query.size ? page : 1, size })}
        />
      </div>
    </section>
  )
}

function EmptyList<T extends object>({ query, empty }: ListTableProps<T>) {
  const texts = useTexts(consoleTexts)
  return (
    <div className={styles.empty}>
      {query.isNarrowed ? (
        <EmptyState title={texts.empty} why={texts.emptyWhy}>
          <Button size="small" onClick={query.clear}>
            {texts.clear}
          </Button>
        </EmptyState>
      ) : (
        <EmptyState title={empty.title} why={empty.why}>
          {empty.act}
        </EmptyState>
      )}
    </div>
  )
}
