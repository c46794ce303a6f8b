import type { AnyOperation, CallInput, OperationOutput } from '@civitas/sdk'
import { useEffect, useState } from 'react'
import { type ReadOptions, useRead } from '../../../app/query.ts'
import { useSession } from '../../../app/session.ts'
import { keep, readKept } from './phone-store.ts'
import { isRefusal } from './send-act.ts'

interface Kept<T> {
  value: T
  time: string
}

export interface KeptRead<T> {
  data: T | undefined
  /** When the shown answer was kept, if it is not fresh from the platform. */
  keptTime: string | null
  error: Error | null
  refetch: () => void
}

/** Reads an operation and keeps the answer on this phone; without a line the kept answer is shown. */
export function useKeptRead<O extends AnyOperation>(
  operation: O,
  input: CallInput<O>,
  options: ReadOptions = {},
): KeptRead<OperationOutput<O>> {
  const userId = useSession()?.user.id ?? ''
  const key = `${userId} ${operation.id} ${JSON.stringify(input)}`
  const read = useRead(operation, input, options)
  const [kept, setKept] = useState<{ key: string; found: Kept<OperationOutput<O>> } | null>(null)
  useEffect(() => {
    void readKept<Kept<OperationOutput<O>>>('kept', key).then((found) => found && setKept({ key, found }))
  }, [key])
  useEffect(() => {
    if (read.data && !read.isPlaceholderData)
      void keep('kept', key, { value: read.data, time: new Date().toISOString() })
  }, [key, read.data, read.isPlaceholderData])
  const fallback = kept?.key === key && !isRefusal(read.error) ? kept.found : null
  return {
    data: read.data ?? fallback?.value,
    keptTime: read.data ? null : (fallback?.time ?? null),
    error: read.data || fallback ? null : read.error,
    refetch: () => void read.refetch(),
  }
}
