import { Button, formatTime, TextField, useTexts } from '@civitas/ui'
import { useState } from 'react'
import { appTexts } from './app.texts.ts'
import { type TimeWindow, useTimeWindow, windowPresets } from './time-window.ts'
import styles from './time-window-picker.module.css'

/** Chooses the shared time window. */
export function TimeWindowPicker() {
  const texts = useTexts(appTexts)
  const { window, range, setWindow } = useTimeWindow()
  const [open, setOpen] = useState(false)
  const preset = 'preset' in window ? window.preset : null
  return (
    <fieldset className={styles.picker} style={{ margin: 0, padding: 0 }}>
      <legend className="only-read">{texts.window.label}</legend>
      {windowPresets.map((each) => (
        <button
          key={each}
          type="button"
          className={styles.choice}
          aria-pressed={preset === each}
          onClick={() => setWindow({ preset: each })}
        >
          {texts.window[each]}
        </button>
      ))}
      <button
        type="button"
        className={styles.choice}
        aria-pressed={preset === null}
        aria-expanded={open}
        title={`${formatTime(range.from)} — ${formatTime(range.to)}`}
        onClick={() => setOpen(!open)}
      >
        {preset
          ? texts.window.custom
          : `${formatTime(range.from).slice(5)} — ${formatTime(range.to).slice(5)}`}
      </button>
      {open ? (
        <CustomWindow
          range={range}
          onApply={(next) => {
            setWindow(next)
            setOpen(false)
          }}
        />
      ) : null}
    </fieldset>
  )
}

/** `2025-06-01T08:00` on the city’s clock, as an input of type datetime-local wants it. */
function toInput(time: string): string {
  return formatTime(time).replace(' ', 'T')
}

function CustomWindow({
  range,
  onApply,
}: {
  range: { from: string; to: string }
  onApply: (next: TimeWindow) => void
}) {
  const texts = useTexts(appTexts)
  const [from, setFrom] = useState(toInput(range.from))
  const [to, setTo] = useState(toInput(range.to))
  const wrong = !(from < to)
  const instant = (value: string) => new Date(`${value}:00+08:00`).toISOString()
  return (
    <div className={styles.panel}>
      <TextField
        type="datetime-local"
        label={texts.window.from}
        value={from}
        onChange={(event) => setFrom(event.target.value)}
      />
      <TextField
        type="datetime-local"
        label={texts.window.to}
        value={to}
        error={wrong ? texts.window.wrong : null}
        onChange={(event) => setTo(event.target.value)}
      />
      <Button
        kind="primary"
        disabled={wrong}
        onClick={() => onApply({ from: instant(from), to: instant(to) })}
      >
        {texts.window.apply}
      </Button>
    </div>
  )
}
