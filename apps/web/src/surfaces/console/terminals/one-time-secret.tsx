import { useTexts } from '@civitas/ui'
import { Button, Modal } from 'antd'
import styles from '../devices/devices.module.css'
import { terminalsTexts } from './terminals.texts.ts'

/** A secret that is shown once: a code or a key. */
export function OneTimeSecret({
  title,
  why,
  secret,
  onClose,
}: {
  title: string
  why: string
  secret: string
  onClose: () => void
}) {
  const texts = useTexts(terminalsTexts)
  return (
    <Modal
      open
      title={title}
      closable={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {texts.codeDone}
        </Button>
      }
    >
      <div className={styles.key}>
        <p>{why}</p>
        <div className={styles.keyLine}>
          <code>{secret}</code>
        </div>
      </div>
    </Modal>
  )
}
