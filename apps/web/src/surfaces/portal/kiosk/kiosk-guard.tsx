import { beatKiosk } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useEffect, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { endSession } from '../../../app/account-menu.tsx'
import { client } from '../../../app/client.ts'
import { useSession } from '../../../app/session.ts'
import { portalTexts } from '../portal.texts.ts'
import styles from './kiosk.module.css'
import { judgeIdle, useKiosk, wipeAfterMs, wipeDevice } from './kiosk-mode.ts'

const signs = ['pointerdown', 'keydown', 'scroll', 'touchstart'] as const

/** On a self-service machine: says that it is there, asks whoever left, and forgets them (SOC-014). */
export function KioskGuard() {
  const mode = useKiosk()
  return mode ? <Guard code={mode.code} keyOfKiosk={mode.key} /> : null
}

function Guard({ code, keyOfKiosk }: { code: string; keyOfKiosk: string | null }) {
  const texts = useTexts(portalTexts)
  const session = useSession()
  const navigate = useNavigate()
  const touched = useRef(performance.now())
  const [leftMs, setLeft] = useState<number | null>(null)
  useHeartbeat(code, keyOfKiosk)
  useEffect(() => {
    const touch = () => {
      touched.current = performance.now()
      setLeft(null)
    }
    for (const sign of signs) window.addEventListener(sign, touch, { passive: true })
    const timer = setInterval(() => {
      const idleMs = performance.now() - touched.current
      const judged = judgeIdle(idleMs)
      if (judged === 'ask') setLeft(wipeAfterMs - idleMs)
      if (judged !== 'wipe') return
      touch()
      void endSession().finally(() => {
        wipeDevice()
        navigate('/portal')
      })
    }, 1_000)
    return () => {
      clearInterval(timer)
      for (const sign of signs) window.removeEventListener(sign, touch)
    }
  }, [navigate])
  if (leftMs === null || !session) return null
  return (
    <div className={styles.ask} role="alertdialog" aria-label={texts.kioskAsk} aria-live="assertive">
      <p>{texts.kioskLeft(Math.ceil(leftMs / 1000))}</p>
      <button type="button">{texts.kioskStay}</button>
    </div>
  )
}

function useHeartbeat(code: string, key: string | null): void {
  useEffect(() => {
    if (!key) return
    const beat = () => void client.call(beatKiosk, { body: { code, key } }).catch(() => undefined)
    beat()
    const timer = setInterval(beat, 60_000)
    return () => clearInterval(timer)
  }, [code, key])
}
