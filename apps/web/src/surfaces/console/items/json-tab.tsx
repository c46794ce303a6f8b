import { useTexts } from '@civitas/ui'
import { Input } from 'antd'
import styles from './items.module.css'
import { itemTexts } from './items.texts.ts'

interface JsonTabProps {
  text: string
  wrong: string | null
  onChange: (text: string) => void
}

/** The whole content as text, for what the other tabs do not hold: promises, tolerance. */
export function JsonTab({ text, wrong, onChange }: JsonTabProps) {
  const texts = useTexts(itemTexts)
  return (
    <>
      <p className={styles.why}>{texts.jsonWhy}</p>
      {wrong ? (
        <p role="alert" className={styles.why}>
          {texts.wrongJson(wrong)}
        </p>
      ) : null}
      <Input.TextArea
        aria-label={texts.json}
        status={wrong ? 'error' : undefined}
        className={styles.json}
        rows={24}
        value={text}
        onChange={(event) => onChange(event.target.value)}
      />
    </>
  )
}
