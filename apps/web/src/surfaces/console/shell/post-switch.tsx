import { type Me, switchPost } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { App, Select } from 'antd'
import { client } from '../../../app/client.ts'
import { portalTexts } from '../portal/portal.texts.ts'

const main = 'main'

/** Under which unit and post one works now; another one opens the console anew, with its pages and rights only. */
export function PostSwitch({ me }: { me: Me }) {
  const texts = useTexts(portalTexts)
  const { message } = App.useApp()
  const { post, posts } = me
  const words = (one: Me['post']) => [one.organisationName, one.title].filter(Boolean).join(' · ')
  if (posts.length < 2) return <span title={texts.currentPost}>{words(post)}</span>
  const change = (value: string) =>
    void client.call(switchPost, { body: { id: value === main ? null : value } }).then(
      () => window.location.assign('/console'),
      (error: Error) => void message.error(error.message),
    )
  return (
    <Select
      size="small"
      aria-label={texts.switchPost}
      value={post.id ?? main}
      popupMatchSelectWidth={false}
      style={{ maxWidth: '16rem' }}
      options={posts.map((one) => ({ value: one.id ?? main, label: words(one) }))}
      onChange={change}
    />
  )
}
