import { useTexts } from '@civitas/ui'
import { Button, Modal, Typography } from 'antd'
import { kioskTexts } from './kiosks.texts.ts'

interface SecretOnceProps {
  title: string
  why?: string
  secret: string
  onClose: () => void
}

/** Shows a secret that is kept nowhere else, to be copied. */
export function SecretOnce({ title, why, secret, onClose }: SecretOnceProps) {
  const texts = useTexts(kioskTexts)
  return (
    <Modal open title={title} footer={<Button onClick={onClose}>{texts.done}</Button>} onCancel={onClose}>
      {why ? <p>{why}</p> : null}
      <Typography.Text copyable className="code">
        {secret}
      </Typography.Text>
    </Modal>
  )
}
