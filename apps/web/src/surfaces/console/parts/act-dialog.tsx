import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { App, Input, Modal } from 'antd'
import { type ReactNode, useState } from 'react'
import { consoleTexts } from '../shell/console.texts.ts'
import { ProblemNote } from './problem-note.tsx'

interface ActDialogProps {
  /** What is about to happen, also the words of the button. */
  title: string
  why?: ReactNode
  danger?: boolean
  /** Whether a comment must, may or cannot be written. */
  comment: 'required' | 'optional' | 'none'
  /** Does it; an error stays in the dialog in words. */
  act: (comment: string) => Promise<unknown>
  onClose: () => void
  isReady?: boolean
  width?: number
  children?: ReactNode
}

/** Asks for a comment and does one act; what goes wrong is said where one stands. */
export function ActDialog(props: ActDialogProps) {
  const { title, why, danger, comment, act, onClose, isReady = true, children } = props
  const texts = useTexts(consoleTexts)
  const { message } = App.useApp()
  const [words, setWords] = useState('')
  const run = useMutation({
    mutationFn: () => act(words.trim()),
    onSuccess: () => {
      void message.success(texts.saved(title))
      onClose()
    },
  })
  const isMissing = comment === 'required' && words.trim() === ''
  return (
    <Modal
      open
      title={title}
      okText={run.isPending ? texts.submitting : title}
      cancelText={texts.cancel}
      okButtonProps={{ danger, disabled: isMissing || !isReady, loading: run.isPending }}
      onOk={() => run.mutate()}
      onCancel={onClose}
      width={props.width}
    >
      <ProblemNote error={run.error} />
      {why ? <p style={{ marginBottom: 12 }}>{why}</p> : null}
      {children}
      {comment === 'none' ? null : (
        <Input.TextArea
          autoFocus={!children}
          rows={3}
          maxLength={2000}
          aria-label={texts.comment}
          placeholder={comment === 'required' ? texts.commentNeeded : texts.comment}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      )}
    </Modal>
  )
}
