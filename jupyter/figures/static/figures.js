// Gives a figure in JupyterLab the alternative text that its output carries.
//
// JupyterLab's own renderer reads an image's width and height from the output's metadata, but not
// `alt`, which course_utils.plot_style.show puts there. This one lets JupyterLab's draw the image
// and adds the text. It is written as JupyterLab loads extensions, so that nothing need be built.
(() => {
  let shared;

  async function jupyterlab(name) {
    const [version] = Object.values(shared[name]);
    return (await version.get())();
  }

  async function figures() {
    const { imageRendererFactory } = await jupyterlab("@jupyterlab/rendermime");
    const rendererFactory = {
      ...imageRendererFactory,
      createRenderer(options) {
        const renderer = imageRendererFactory.createRenderer(options);
        const render = renderer.render.bind(renderer);
        renderer.render = async (model) => {
          await render(model);
          const text = model.metadata[options.mimeType]?.alt;
          const image = renderer.node.querySelector("img");
          if (image && text) image.alt = text;
        };
        return renderer;
      },
    };
    const id = "batchnorm-course-figures:plugin";
    const plugin = { id, rendererFactory, rank: imageRendererFactory.defaultRank, dataType: "string" };
    return { __esModule: true, default: plugin };
  }

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["batchnorm-course-figures"] = {
    init(scope) {
      shared = scope;
    },
    async get() {
      const made = await figures();
      return () => made;
    },
  };
})();
