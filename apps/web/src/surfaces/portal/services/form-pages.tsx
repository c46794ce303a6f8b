import {
  addApplicationFile,
  addBundleFile,
  getApplicationWays,
  getBundleCase,
  getServiceApplication,
  getServiceBundle,
  getServiceItem,
  type ItemContent,
  saveBundleDraft,
  saveServiceDraft,
  submitBundleCase,
  submitServiceApplication,
  useEarlierFile as takeEarlierFile,
} from '@civitas/sdk'
import { Loading, useTexts } from '@civitas/ui'
import { useId, useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import portal from '../portal.module.css'
import styles from './services.module.css'
import { serviceTexts } from './services.texts.ts'
import { StepForm } from './step-form.tsx'

/** Fills in, or corrects, one application. */
export function ApplicationFormPage() {
  const { id = '' } = useParams()
  const navigate = useNavigate()
  const [ways, setWays] = useState<ChosenWays>({})
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
          await client.call(submitServiceApplication, { params, body: ways })
          refresh(getServiceApplication)
          await navigate(`/portal/applications/${id}`)
        },
        extra:
          read.data.state === 'draft' ? (
            <Ways id={id} content={content} chosen={ways} onChoose={setWays} />
          ) : null,
      }}
    />
  )
}

interface ChosenWays {
  tolerance?: true
  commitment?: true
}

interface WaysProps {
  id: string
  content: ItemContent
  chosen: ChosenWays
  onChoose: (ways: ChosenWays) => void
}

/** 容缺受理 and 告知承诺: offered where the item has them; one that is closed to the applicant says why. */
function Ways({ id, content, chosen, onChoose }: WaysProps) {
  const texts = useTexts(serviceTexts)
  const { commitment, tolerance } = content
  const read = useRead(
    getApplicationWays,
    { params: { id } },
    { enabled: Boolean(commitment || tolerance), staleMs: 0 },
  )
  const why = useId()
  const tick = (way: keyof ChosenWays, label: string) => {
    const one = read.data?.[way]
    const closed = one?.isOpen === false
    return (
      <>
        <label className={styles.tick}>
          <input
            type="checkbox"
            disabled={!one?.isOpen}
            aria-describedby={closed ? `${why}-${way}` : undefined}
            checked={chosen[way] === true}
            onChange={({ target }) => {
              const { [way]: _, ...others } = chosen
              onChoose(target.checked ? { ...others, [way]: true } : others)
            }}
          />
          {label}
        </label>
        {closed ? (
          <p id={`${why}-${way}`} className={portal.quiet}>
            {one.why}
          </p>
        ) : null}
      </>
    )
  }
  return (
    <>
      {tolerance ? tick('tolerance', texts.later) : null}
      {commitment
        ? tick('commitment', `${texts.promise}（${commitment.duties}${commitment.consequence}）`)
        : null}
    </>
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
