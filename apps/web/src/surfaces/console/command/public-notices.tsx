import {
  changePublicNotice,
  decidePublicNotice,
  draftPublicNotice,
  type Incident,
  listPublicNotices,
  type PublicNotice,
} from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Button, Input, Modal, Space } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './command.module.css'
import { publicityTexts } from './publicity.texts.ts'
import { useCommandNews } from './use-command.ts'

/** 公开信息: what the public is told about an incident, from the draft to the portal. */
export function PublicNotices({ incident }: { incident: Incident }) {
  const texts = useTexts(publicityTexts)
  const may = useMay()
  const [opened, setOpened] = useState<PublicNotice | null>(null)
  const params = { id: incident.id }
  const read = useRead(listPublicNotices, { params })
  useCommandNews([listPublicNotices], incident.id)
  const draft = useMutation({
    mutationFn: () => client.call(draftPublicNotice, { params }),
    onSuccess: (made) => {
      refresh(listPublicNotices)
      setOpened(made)
    },
  })
  const isOpen = incident.state === 'open'
  if (!read.data || (read.data.length === 0 && !isOpen)) return null
  return (
    <section className={styles.box} aria-label={texts.title}>
      <h2>
        {texts.title}
        {isOpen && may('command.report') ? (
          <Button size="small" loading={draft.isPending} onClick={() => draft.mutate()}>
            {texts.draft}
          </Button>
        ) : null}
      </h2>
      <ProblemNote error={draft.error ?? read.error} />
      {read.data.length === 0 ? <p className={styles.quiet}>{texts.none}</p> : null}
      {read.data.map((one) => (
        <NoticeLine key={one.id} notice={one} onOpen={() => setOpened(one)} />
      ))}
      {opened ? <NoticeDialog key={opened.id} notice={opened} onClose={() => setOpened(null)} /> : null}
    </section>
  )
}

/** What may be done with a notice: its draft be changed, or somebody else’s be reviewed. */
function useAct(notice: PublicNotice): 'edit' | 'review' | null {
  const may = useMay()
  if (notice.state === 'draft' && may('command.report')) return 'edit'
  return notice.state === 'in-review' && !notice.isMine && may('command.direct') ? 'review' : null
}

function NoticeLine({ notice, onOpen }: { notice: PublicNotice; onOpen: () => void }) {
  const texts = useTexts(publicityTexts)
  const act = useAct(notice)
  const under = [
    texts.by(notice.authorName),
    notice.reviewerName ? texts.reviewed(notice.reviewerName) : null,
    formatTime(notice.publishedTime ?? notice.changedTime),
    notice.state === 'draft' ? notice.comment : null,
  ]
  return (
    <div className={styles.order}>
      <div className={styles.orderHead}>
        <span style={{ flex: 1 }}>{notice.title}</span>
        <span className={notice.state === 'in-review' ? styles.red : styles.quiet}>
          {texts.states[notice.state]}
        </span>
        {act ? (
          <Button size="small" onClick={onOpen}>
            {texts[act]}
          </Button>
        ) : null}
      </div>
      <p className={styles.quiet}>{under.filter(Boolean).join(' · ')}</p>
      {notice.state === 'published' ? <Link to={`/portal/news/${notice.id}`}>{texts.see}</Link> : null}
    </div>
  )
}

function NoticeDialog({ notice, onClose }: { notice: PublicNotice; onClose: () => void }) {
  const texts = useTexts(publicityTexts)
  const act = useAct(notice)
  const [title, setTitle] = useState(notice.title)
  const [body, setBody] = useState(notice.body)
  const [comment, setComment] = useState('')
  const params = { id: notice.id }
  const run = useMutation({
    mutationFn: (done: boolean) =>
      act === 'review'
        ? client.call(decidePublicNotice, { params, body: { approve: done, comment } })
        : client.call(changePublicNotice, { params, body: { title, body, submit: done } }),
    onSuccess: () => {
      refresh(listPublicNotices)
      onClose()
    },
  })
  const isReview = act === 'review'
  return (
    <Modal
      open
      width={720}
      title={isReview ? texts.review : texts.edit}
      onCancel={onClose}
      footer={
        <Space>
          <Button
            danger={isReview}
            disabled={isReview && comment.trim() === ''}
            onClick={() => run.mutate(false)}
          >
            {isReview ? texts.giveBack : texts.save}
          </Button>
          <Button type="primary" loading={run.isPending} onClick={() => run.mutate(true)}>
            {isReview ? texts.approve : texts.submit}
          </Button>
        </Space>
      }
    >
      <ProblemNote error={run.error} />
      <p className={styles.quiet}>
        {[texts.editWhy, notice.planTitle ? texts.fromPlan(notice.planTitle) : null]
          .filter(Boolean)
          .join(' ')}
      </p>
      {notice.isOutdated ? <p className={styles.red}>{texts.outdated}</p> : null}
      {isReview ? (
        <>
          <h3>{notice.title}</h3>
          <p style={{ whiteSpace: 'pre-wrap' }}>{notice.body}</p>
          <Input.TextArea
            rows={2}
            maxLength={500}
            value={comment}
            aria-label={texts.comment}
            placeholder={texts.comment}
            onChange={(event) => setComment(event.target.value)}
          />
        </>
      ) : (
        <Space orientation="vertical" style={{ width: '100%' }}>
          <Input
            value={title}
            maxLength={100}
            aria-label={texts.name}
            onChange={(event) => setTitle(event.target.value)}
          />
          <Input.TextArea
            rows={10}
            maxLength={3000}
            value={body}
            aria-label={texts.words}
            onChange={(event) => setBody(event.target.value)}
          />
        </Space>
      )}
    </Modal>
  )
}
