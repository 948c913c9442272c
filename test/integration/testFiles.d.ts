/** Made by the build from the files on disk: every integration test file by its path, loaded when called. */
declare module 'virtual:integration-tests' {
  export const integrationTests: Readonly<Record<string, () => Promise<unknown>>>;
}
