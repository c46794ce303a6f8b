import type { Track } from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Select, Slider } from 'antd'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { type Moment, momentAt } from './replay-clock.ts'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

const rates = [1, 10, 30, 60, 120, 300]

export interface Replay {
  startMs: number
  endMs: number
  timeMs: number
  moment: Moment | null
  isPlaying: boolean
  rate: number
  setRate: (rate: number) => void
  toggle: () => void
  goTo: (timeMs: number) => void
}

/** Plays a track back: the instant shown goes on by itself, so many times faster than it was. */
export function useReplay(points: Track['points'] | undefined): Replay {
  const startMs = Date.parse(points?.[0]?.time ?? '') || 0
  const endMs = Date.parse(points?.at(-1)?.time ?? '') || 0
  const [timeMs, setTime] = useState(startMs)
  const [isPlaying, setPlaying] = useState(false)
  const [rate, setRate] = useState(60)
  useEffect(() => {
    setTime(startMs)
    setPlaying(false)
  }, [startMs])
  useEffect(() => {
    if (!isPlaying) return
    let last = performance.now()
    let frame = requestAnimationFrame(function go(now) {
      const gone = (now - last) * rate
      last = now
      setTime((time) => Math.min(endMs, time + gone))
      frame = requestAnimationFrame(go)
    })
    return () => cancelAnimationFrame(frame)
  }, [isPlaying, rate, endMs])
  useEffect(() => {
    if (timeMs >= endMs) setPlaying(false)
  }, [timeMs, endMs])
  const moment = useMemo(() => (points ? momentAt(points, timeMs) : null), [points, timeMs])
  const toggle = () => {
    if (!isPlaying && timeMs >= endMs) setTime(startMs)
    setPlaying(!isPlaying)
  }
  const goTo = useCallback((time: number) => setTime(time), [])
  return { startMs, endMs, timeMs, moment, isPlaying, rate, setRate, toggle, goTo }
}

/** Play, pause, where it is, and how fast. */
export function Player({ replay }: { replay: Replay }) {
  const texts = useTexts(tracksTexts)
  const { startMs, endMs, timeMs, moment, isPlaying, rate } = replay
  return (
    <div className={styles.player}>
      <Button type="primary" onClick={replay.toggle}>
        {isPlaying ? texts.pause : texts.play}
      </Button>
      <div className={styles.slider}>
        <Slider
          ariaLabelForHandle={texts.progress}
          min={startMs}
          max={endMs}
          step={1_000}
          value={timeMs}
          tooltip={{ formatter: (value) => formatTime(value) }}
          onChange={replay.goTo}
        />
      </div>
      <span className={styles.clock}>
        {formatTime(timeMs)}
        {moment?.speedKmH === null || moment?.speedKmH === undefined
          ? ''
          : ` · ${formatNumber(moment.speedKmH)} ${texts.kmh}`}
      </span>
      <Select
        aria-label={texts.speed}
        style={{ width: 96 }}
        value={rate}
        options={rates.map((value) => ({ value, label: texts.times(value) }))}
        onChange={replay.setRate}
      />
    </div>
  )
}
