import { getMode } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useLive } from '../../../app/live.ts'
import { refresh, useRead } from '../../../app/query.ts'
import styles from './command.module.css'
import { commandTexts } from './command.texts.ts'

/** Tells in the head of every page that war mode holds where one is; nothing in peace. */
export function WarBanner() {
  const texts = useTexts(commandTexts)
  const mode = useRead(getMode, {}, { everyMs: 60_000 })
  useLive(['mode'], () => refresh(getMode))
  return (
    <>
      {(mode.data?.switches ?? []).map((one) => (
        <span
          key={one.id}
          role="status"
          className={`${styles.banner} ${one.isDrill ? styles.drill : ''}`}
          title={`${one.scope || texts.wholeCity} · ${texts.until} ${formatTime(one.endTime)}`}
        >
          {texts.warNow} · {one.title}
        </span>
      ))}
    </>
  )
}
