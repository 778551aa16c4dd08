package org.scst.runtime.app;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.felix.framework.Logger;
import org.apache.felix.framework.cache.BundleArchive;
import org.apache.felix.framework.cache.BundleCache;
import org.apache.felix.framework.util.WeakZipFileFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.connect.ModuleConnector;

/**
 * The framework's cache of bundles, for a framework that never finds again what it has written: states, start levels and the next
 * identifier stay in memory.
 *
 * <p>Felix writes each of them to a file at each change, a hundred times in a start, and a file system that takes care of files
 * that are written anew makes every time dear.
 *
 * <p><i>Threading:</i> thread-safe, as its base.
 */
final class UnkeptCache extends BundleCache {
    /** The framework's setting that takes a cache. */
    static final String SETTING = "felix.bundlecache.impl";

    private static final String NEXT_IDENTIFIER = "bundle.id";
    private static final File NOWHERE = new File("/dev/null");

    private final Logger logger = new Logger();
    private final WeakZipFileFactory jars = new WeakZipFileFactory(0);
    private final Map<String, Object> settings;

    private UnkeptCache(Map<String, Object> settings) throws Exception {
        super(new Logger(), settings);
        this.settings = settings;
    }

    /** Makes the folder that the settings name, if it is not there. */
    static UnkeptCache of(Map<String, Object> settings) throws IOException {
        try {
            return new UnkeptCache(Map.copyOf(settings));
        } catch (Exception e) {
            throw new IOException(
                    "The framework's cache " + settings.get(Constants.FRAMEWORK_STORAGE) + " cannot be made", e);
        }
    }

    @Override
    public BundleArchive create(long id, int startLevel, String location, InputStream jar, ModuleConnector connector)
            throws Exception {
        return new Archive(new File(getCacheDir(), "bundle" + id), id, startLevel, location, jar, connector);
    }

    @Override
    public File getSystemBundleDataFile(String name) throws Exception {
        return name.equals(NEXT_IDENTIFIER) ? NOWHERE : super.getSystemBundleDataFile(name);
    }

    /** What the framework knows of a bundle. */
    private final class Archive extends BundleArchive {
        private int persistentState = Bundle.INSTALLED;
        private int startLevel;

        Archive(File folder, long id, int startLevel, String location, InputStream jar, ModuleConnector connector)
                throws Exception {
            super(logger, settings, jars, connector, folder, id, startLevel, location, jar);
            this.startLevel = startLevel;
        }

        @Override
        public synchronized int getPersistentState() {
            return persistentState;
        }

        @Override
        public synchronized void setPersistentState(int state) {
            persistentState = state;
        }

        @Override
        public synchronized int getStartLevel() {
            return startLevel;
        }

        @Override
        public synchronized void setStartLevel(int level) {
            startLevel = level;
        }
    }
}
