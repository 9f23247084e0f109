import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/* Fixed names, because Django's static storage adds the content hashes; only lazily loaded chunks carry
   their own, because nothing rewrites an import inside a script. */
export default defineConfig({
  base: "./",
  publicDir: false,
  build: {
    outDir: at("../src/fangxian/core/static/fangxian/dist"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: at("src/app.ts"),
      output: {
        entryFileNames: "app.js",
        chunkFileNames: "[name]-[hash].js",
        assetFileNames: "app[extname]",
      },
    },
  },
});
