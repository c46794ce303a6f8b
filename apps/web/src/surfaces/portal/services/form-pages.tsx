import {
  addApplicationFile,
  addBundleFile,
  getBundleCase,
  getServiceApplication,
  getServiceBundle,
  getServiceItem,
  saveBundleDraft,
  saveServiceDraft,
  submitBundleCase,
  submitServiceApplication,
  useEarlierFile as takeEarlierFile,
} from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'
import { StepForm } from './step-form.tsx'

/** Fills in, or corrects, one application. */
export function ApplicationFormPage() {
  const { id = '' } = useParams()
  const texts = useTexts(serviceTexts)
  const navigate = useNavigate()
  const [isLater, setLater] = useState(false)
  const [isPromise, setPromise] = useState(false)
  const read = useRead(getServiceApplication, { params: { id } })
  const item = useRead(
    getServiceItem,
    { params: { id: read.data?.itemId ?? '' }, query: { version: read.data?.itemVersion } },
    { enabled: read.data !== undefined },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data || !item.data) return <Loading />
  const { content } = item.data
  const done = async (work: Promise<unknown>) => {
    await work
    await read.refetch()
  }
  const params = { id }
  return (
    <StepForm
      source={{
        ...read.data,
        ...{ title: content.title, path: `/portal/applications/${id}/form` },
        ...{ questions: content.questions, fields: content.fields },
        save: (body) => done(client.call(saveServiceDraft, { params, body })),
        addFile: (material, file) =>
          done(client.call(addApplicationFile, { params, body: { material, ...file } })),
        takeEarlier: (material) => done(client.call(takeEarlierFile, { params, body: { material } })),
        submit: async () => {
          const body = { ...(isLater ? { tolerance: true } : {}), ...(isPromise ? { commitment: true } : {}) }
          await client.call(submitServiceApplication, { params, body })
          refresh(getServiceApplication)
          await navigate(`/portal/applications/${id}`)
        },
        extra: (
          <>
            {content.tolerance && read.data.state === 'draft' ? (
              <label className={styles.tick}>
                <input type="checkbox" checked={isLater} onChange={() => setLater(!isLater)} />
                {texts.later}
              </label>
            ) : null}
            {content.commitment && read.data.state === 'draft' ? (
              <label className={styles.tick}>
                <input type="checkbox" checked={isPromise} onChange={() => setPromise(!isPromise)} />
                {texts.promise}（{content.commitment.duties}
                {content.commitment.consequence}）
              </label>
            ) : null}
          </>
        ),
      }}
    />
  )
}

/** Fills in, or corrects, a bundle: one form for all its items. */
export function BundleFormPage() {
  const { id = '' } = useParams()
  const navigate = useNavigate()
  const read = useRead(getBundleCase, { params: { id } })
  const bundle = useRead(
    getServiceBundle,
    { params: { id: read.data?.bundleId ?? '' } },
    { enabled: read.data !== undefined, staleMs: 60_000 },
  )
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data || !bundle.data) return <Loading />
  const { questions } = bundle.data
  const done = async (work: Promise<unknown>) => {
    await work
    await read.refetch()
  }
  const params = { id }
  return (
    <StepForm
      source={{
        ...read.data,
        ...{ path: `/portal/bundle-cases/${id}/form`, questions },
        save: (body) => done(client.call(saveBundleDraft, { params, body })),
        addFile: (material, file) =>
          done(client.call(addBundleFile, { params, body: { material, ...file } })),
        submit: async () => {
          await client.call(submitBundleCase, { params })
          refresh(getBundleCase)
          await navigate(`/portal/bundle-cases/${id}`)
        },
      }}
    />
  )
}
