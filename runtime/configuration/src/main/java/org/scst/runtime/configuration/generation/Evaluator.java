package org.scst.runtime.configuration.generation;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.scst.core.admin.SecretFolder;
import org.scst.runtime.configuration.ObjectName;
import org.scst.runtime.configuration.description.Descriptions;
import org.scst.runtime.configuration.description.Validation;
import org.scst.runtime.configuration.dialect.Finding;
import org.scst.runtime.configuration.folder.FolderFile;
import org.scst.runtime.configuration.folder.FolderView;

/**
 * Decides which objects count. A file with an error does not: its object stays what it was, if it was anything. An object that
 * was taken on trust because no bundle described it does not stay when the description says that it is wrong.
 *
 * <p><i>Threading:</i> confined to the configuration thread.
 */
final class Evaluator {
    private final Descriptions descriptions;
    private final Validation validation;

    Evaluator(Descriptions descriptions, SecretFolder secrets) {
        this.descriptions = descriptions;
        this.validation = new Validation(descriptions, secrets);
    }

    /** A file whose name is one of an object. */
    private record Candidate(ObjectName name, FolderFile file) {}

    /** Judges every file of the folder. */
    Evaluation evaluate(FolderView view, Evaluation before) {
        Set<String> all = new HashSet<>(view.files().keySet());
        before.objects().values().forEach(object -> all.add(object.file()));
        return evaluate(view, before, new Evaluation(), all);
    }

    /** Judges some files anew, and those that wait for a name which these may have given up. */
    Evaluation evaluate(FolderView view, Evaluation before, Set<String> files) {
        Set<String> affected = new HashSet<>(files);
        affected.addAll(before.contested());
        return evaluate(view, before, before.copy(), affected);
    }

    private Evaluation evaluate(FolderView view, Evaluation before, Evaluation evaluation, Set<String> affected) {
        List<Candidate> candidates = new ArrayList<>();
        for (String name : affected) {
            Optional<ObjectName> object = ObjectName.ofFile(name);
            evaluation.release(
                    name, object.map(before.objects()::get).map(this::claims).orElse(List.of()));
            FolderFile file = view.files().get(name);
            if (file != null && object.isPresent()) {
                candidates.add(new Candidate(object.get(), file));
            } else if (file != null) {
                evaluation.add(name, badName());
            }
        }
        // Who was there first keeps the object, also when a file that sorts before it claims it too.
        candidates.sort(Comparator.<Candidate, Boolean>comparing(
                        candidate -> !before.objects().containsKey(candidate.name()))
                .thenComparing(Candidate::name));
        candidates.forEach(candidate -> judge(candidate, view, before.objects(), evaluation));
        return evaluation;
    }

    /** The properties as Config Admin is to hold them. */
    Map<String, String> canonical(AcceptedObject object) {
        return validation.canonical(object.name(), object.properties());
    }

    private void judge(
            Candidate candidate, FolderView view, SortedMap<ObjectName, AcceptedObject> before, Evaluation evaluation) {
        ObjectName name = candidate.name();
        FolderFile file = candidate.file();
        findings(candidate).forEach(finding -> evaluation.add(file.name(), finding));
        if (validation.namesSecret(file.text())) {
            evaluation.dependents().add(file.name());
        }
        Optional<AcceptedObject> former = Optional.ofNullable(before.get(name));
        AcceptedObject object;
        if (!evaluation.isBlocked(file.name())) {
            object = accepted(candidate, view, before);
        } else if (former.isPresent() && (former.get().described() || !isDescribed(name))) {
            object = former.get();
        } else {
            return;
        }
        Optional<String> owner = evaluation.claim(claims(object), file.name());
        if (owner.isPresent()) {
            evaluation.add(file.name(), conflict(object, owner.get()));
        } else {
            evaluation.objects().put(name, object);
        }
    }

    private List<Finding> findings(Candidate candidate) {
        return candidate.file().findings().isEmpty()
                ? validation.findings(candidate.name(), candidate.file().text())
                : candidate.file().findings();
    }

    private AcceptedObject accepted(
            Candidate candidate, FolderView view, SortedMap<ObjectName, AcceptedObject> before) {
        ObjectName name = candidate.name();
        String file = candidate.file().name();
        Optional<String> formerName = view.renames().entrySet().stream()
                .filter(rename -> rename.getValue().equals(file))
                .flatMap(rename -> ObjectName.ofFile(rename.getKey()).stream())
                .filter(former -> former.pid().equals(name.pid()))
                .map(ObjectName::name)
                .findFirst()
                .or(() -> Optional.ofNullable(before.get(name)).flatMap(AcceptedObject::formerName));
        return new AcceptedObject(
                name,
                file,
                candidate.file().text().properties(),
                isDescribed(name),
                formerName,
                Optional.of(candidate.file().text()));
    }

    /** What no other file may say it is. */
    private List<String> claims(AcceptedObject object) {
        ObjectName name = object.name();
        return List.of(
                name.pid() + " file " + Normalizer.normalize(name.name(), Normalizer.Form.NFC),
                name.pid() + " name " + validation.publicName(name, object.properties()));
    }

    private boolean isDescribed(ObjectName name) {
        return descriptions.of(name.pid()).isPresent();
    }

    private Finding conflict(AcceptedObject object, String owner) {
        return Finding.error(
                object.line("name"),
                "\"" + validation.publicName(object.name(), object.properties()) + "\" is configured by " + owner
                        + " already",
                "remove one of the two files, or give this object another name");
    }

    static Finding badName() {
        return Finding.error(
                0,
                "the file's name is neither PID.cfg nor PID-NAME.cfg",
                "rename it; a PID has letters, digits, \".\" and \"_\"");
    }
}
