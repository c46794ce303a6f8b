import { getMode } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useLive } from './live.ts'
import { refresh, useRead } from './query.ts'
import styles from './war-banner.module.css'
import { warBannerTexts } from './war-banner.texts.ts'

/** Tells on every surface that war mode holds where one is; nothing in peace. A `wide` one takes a line of its own. */
export function WarBanner({ wide = false }: { wide?: boolean }) {
  const texts = useTexts(warBannerTexts)
  const mode = useRead(getMode, {}, { everyMs: 60_000 })
  useLive(['mode'], () => refresh(getMode))
  return (
    <>
      {(mode.data?.switches ?? []).map((one) => (
        <span
          key={one.id}
          role="status"
          className={`${styles.banner} ${one.isDrill ? styles.drill : ''} ${wide ? styles.wide : ''}`}
          title={`${one.scope || texts.wholeCity} · ${texts.until} ${formatTime(one.endTime)}`}
        >
          {texts.warNow} · {one.title}
        </span>
      ))}
    </>
  )
}
