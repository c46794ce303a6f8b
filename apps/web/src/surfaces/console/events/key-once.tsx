import { useTexts } from '@civitas/ui'
import { Modal, Typography } from 'antd'
import { exchangeTexts } from './exchange.texts.ts'

/** A new key, shown this once for copying. */
export function KeyOnce({ value, onClose }: { value: string; onClose: () => void }) {
  const texts = useTexts(exchangeTexts)
  return (
    <Modal
      open
      title={texts.keyTitle}
      okText={texts.close}
      onOk={onClose}
      onCancel={onClose}
      cancelButtonProps={{ hidden: true }}
    >
      <p>{texts.keyWhy}</p>
      <Typography.Paragraph copyable className="code" style={{ wordBreak: 'break-all' }}>
        {value}
      </Typography.Paragraph>
    </Modal>
  )
}
