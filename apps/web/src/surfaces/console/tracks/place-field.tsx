import { useTexts } from '@civitas/ui'
import { Input } from 'antd'
import { type Place, parsePlace } from './track-features.ts'
import { PanelField } from './track-frame.tsx'
import styles from './tracks.module.css'
import { tracksTexts } from './tracks.texts.ts'

/** A place as `lon,lat` with five decimals, about a metre. */
export const writePlace = ([lon, lat]: Place) => `${lon.toFixed(5)},${lat.toFixed(5)}`

/** A place one clicks on the map or types. */
export function PlaceField({
  id,
  text,
  onChange,
}: {
  id: string
  text: string
  onChange: (text: string) => void
}) {
  const texts = useTexts(tracksTexts)
  const isWrong = text.trim() !== '' && parsePlace(text) === null
  return (
    <PanelField label={texts.place} id={id}>
      <Input
        id={id}
        allowClear
        className="code"
        placeholder={texts.placeHint}
        status={isWrong ? 'error' : undefined}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
      {isWrong ? <p className={styles.fault}>{texts.placeWrong}</p> : null}
    </PanelField>
  )
}
