import type { AnyOperation, CallInput, OperationOutput } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import type { UseQueryResult } from '@tanstack/react-query'
import type { TableColumnsType } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { pageSize, Rows } from '../govern/parts.tsx'
import { papersTexts } from './papers.texts.ts'

interface PagedProps<O extends AnyOperation, T> {
  label: string
  operation: O
  query?: object
  columns: TableColumnsType<T>
  rowKey: (row: T, index?: number) => string
  everyMs?: number
}

/** Pages of a list operation as a table. */
export function Paged<T extends object, O extends AnyOperation>({
  label,
  operation,
  query,
  columns,
  rowKey,
  everyMs,
}: PagedProps<O, T>) {
  const { none, noneWhy } = useTexts(papersTexts)
  const [at, set] = useState(1)
  const input = {
    query: { ...query, limit: pageSize, offset: (at - 1) * pageSize },
  } as unknown as CallInput<O>
  const read = useRead(operation, input, { keepPrevious: true, ...(everyMs ? { everyMs } : {}) })
  return (
    <Rows<T>
      label={label}
      read={read as UseQueryResult<OperationOutput<O> & { items: T[]; total: number }, Error>}
      rowKey={rowKey}
      columns={columns}
      page={{ at, set }}
      none={{ title: none, why: noneWhy }}
    />
  )
}
