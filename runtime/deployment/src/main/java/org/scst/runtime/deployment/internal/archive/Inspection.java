package org.scst.runtime.deployment.internal.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.scst.runtime.deployment.DeploymentRefusedException;

/**
 * What a jar says of itself, after every entry of it was read: the JDK checks no checksum when it reads by the central directory.
 *
 * <p><i>Threading:</i> immutable by convention: nobody changes the manifest.
 *
 * @param symbolicName fit for a file's name
 * @param version 0.0.0 unless it says one
 * @param manifest the whole of it
 */
record Inspection(String symbolicName, Version version, Manifest manifest) {
    private static final Pattern SYMBOLIC_NAME = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)*");
    private static final String COPY_AGAIN = "copy it again, under another name in the same folder, then rename it";
    private static final int BUFFER = 1 << 16;

    /** Reads a jar from beginning to end. */
    static Inspection of(Path file) throws IOException, DeploymentRefusedException {
        try (JarFile jar = new JarFile(file.toFile(), false)) {
            verifyEntries(jar);
            Manifest manifest = jar.getManifest();
            if (manifest == null) {
                throw new DeploymentRefusedException(
                        "it has no manifest, so it is no bundle", "build it as an OSGi bundle");
            }
            return verify(manifest);
        } catch (ZipException e) {
            throw new DeploymentRefusedException("it is no whole jar (" + e.getMessage() + ")", COPY_AGAIN);
        }
    }

    private static void verifyEntries(JarFile jar) throws IOException, DeploymentRefusedException {
        byte[] buffer = new byte[BUFFER];
        for (ZipEntry entry : Collections.list(jar.entries())) {
            CRC32 checksum = new CRC32();
            long length = 0;
            try (InputStream data = new CheckedInputStream(jar.getInputStream(entry), checksum)) {
                for (int n = data.read(buffer); n >= 0; n = data.read(buffer)) {
                    length += n;
                }
            } catch (IOException e) {
                throw damaged(entry, e.getMessage());
            }
            if (length != entry.getSize() || checksum.getValue() != entry.getCrc()) {
                throw damaged(entry, "its checksum is wrong");
            }
        }
    }

    private static DeploymentRefusedException damaged(ZipEntry entry, String how) {
        return new DeploymentRefusedException("it is damaged: " + entry.getName() + ", " + how, COPY_AGAIN);
    }

    private static Inspection verify(Manifest manifest) throws DeploymentRefusedException {
        Attributes headers = manifest.getMainAttributes();
        String name = headers.getValue(Constants.BUNDLE_SYMBOLICNAME);
        if (name == null || !"2".equals(strip(headers.getValue(Constants.BUNDLE_MANIFESTVERSION)))) {
            throw new DeploymentRefusedException(
                    "it is a jar, but no bundle: " + Constants.BUNDLE_SYMBOLICNAME + " or "
                            + Constants.BUNDLE_MANIFESTVERSION + ": 2 is missing in its manifest",
                    "build it as an OSGi bundle");
        }
        String symbolicName = strip(name.split(";", 2)[0]);
        if (!SYMBOLIC_NAME.matcher(symbolicName).matches()) {
            throw new DeploymentRefusedException(
                    "\"" + symbolicName + "\" is no symbolic name", "use letters, digits, dots, - and _");
        }
        if (headers.getValue(Constants.FRAGMENT_HOST) != null) {
            throw new DeploymentRefusedException(
                    "it is a fragment, which changes the bundle it is attached to",
                    "deploy that bundle with its content");
        }
        return new Inspection(symbolicName, version(headers), manifest);
    }

    private static Version version(Attributes headers) throws DeploymentRefusedException {
        String version = headers.getValue(Constants.BUNDLE_VERSION);
        try {
            return Version.parseVersion(version);
        } catch (IllegalArgumentException e) {
            throw new DeploymentRefusedException(
                    "its " + Constants.BUNDLE_VERSION + " \"" + version + "\" is none", "write it as 1.2.3.qualifier");
        }
    }

    private static String strip(String value) {
        return value == null ? "" : value.strip();
    }
}
