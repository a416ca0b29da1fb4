// Preloaded into what bootstrap.mjs starts. The channel closes when the launcher dies in a way it could not
// handle (SIGKILL); the product then stops in order, as if asked to, and nothing is left running unseen.
if (process.channel) {
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  process.channel.unref();
}
