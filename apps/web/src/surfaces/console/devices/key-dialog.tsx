import { useTexts } from '@civitas/ui'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { consoleTexts } from '../shell/console.texts.ts'
import styles from './devices.module.css'
import { devicesTexts } from './devices.texts.ts'

/** Shows a new key the one time it can be seen. */
export function KeyDialog({
  issued,
  onClose,
}: {
  issued: { name: string; key: string }
  onClose: () => void
}) {
  const texts = useTexts(devicesTexts)
  return (
    <Modal
      open
      title={texts.keyTitle}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {texts.keySaved}
        </Button>
      }
    >
      <div className={styles.key}>
        <p>{texts.keyWhy}</p>
        <CopyLine label={texts.keyName} text={issued.name} />
        <CopyLine label={texts.key} text={issued.key} />
      </div>
    </Modal>
  )
}

function CopyLine({ label, text }: { label: string; text: string }) {
  const shell = useTexts(consoleTexts)
  const [isCopied, setCopied] = useState(false)
  return (
    <div>
      <div>{label}</div>
      <div className={styles.keyLine}>
        <code>{text}</code>
        <Button
          aria-label={`${shell.copy} ${label}`}
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
        >
          {isCopied ? shell.copied : shell.copy}
        </Button>
      </div>
    </div>
  )
}
