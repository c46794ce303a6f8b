/** The Snappy codec of kafkajs; the package brings no types. */
declare module 'kafkajs-snappy' {
  const codec: () => unknown
  export default codec
}
