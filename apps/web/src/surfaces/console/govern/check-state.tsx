import { type DataQualityCheck, listQualityChecks } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Progress } from 'antd'
import { useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { governTexts } from './govern.texts.ts'

/** The last checks of a dataset, read more often while one is under way. */
export function useChecks(id: string, isAwaited = false) {
  const [isBusy, setBusy] = useState(false)
  const everyMs = isBusy || isAwaited ? 800 : 3_000
  const read = useRead(listQualityChecks, { params: { id }, query: { limit: 10 } }, { everyMs })
  const busy = read.data?.items.some((one) => one.state === 'waiting' || one.state === 'running') ?? false
  if (busy !== isBusy) setBusy(busy)
  return read
}

/** Whether a check waits, how far it is, or how it ended. */
export function CheckState({ check }: { check: DataQualityCheck }) {
  const { checkStates } = useTexts(governTexts)
  if (check.state !== 'running') return check.error ?? checkStates[check.state]
  return (
    <>
      {checkStates.running}
      <Progress percent={Math.round(check.progress * 100)} size="small" aria-label={checkStates.running} />
    </>
  )
}
